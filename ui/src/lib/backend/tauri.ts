// The only file that knows Tauri.
import { invoke } from '@tauri-apps/api/core';
import { listen } from '@tauri-apps/api/event';
import type { Backend, Event } from './contract';

export const tauri: Backend = {
  appState: () => invoke('app_state'),
  overview: (profile) => invoke('overview', { profile }),
  verdict: () => invoke('verdict'),

  createProfile: (name, description) => invoke('create_profile', { name, description }),
  renameProfile: (name, newName) => invoke('rename_profile', { name, newName }),
  deleteProfile: (name) => invoke('delete_profile', { name }),

  components: (profile) => invoke('components', { profile }),
  component: (profile, kind, name) => invoke('component', { profile, kind, name }),
  setComponentEnabled: (profile, kind, name, enabled) =>
    invoke('set_component_enabled', { profile, kind, name, enabled }),
  removeComponent: (profile, kind, name) => invoke('remove_component', { profile, kind, name }),

  chooseImportFiles: () => invoke('choose_import_files'),
  prepareImport: (profile, paths) => invoke('prepare_import', { profile, paths }),
  importReview: (id) => invoke('import_review', { id }),
  applyImport: (id, decisions) => invoke('apply_import', { id, decisions }),
  discardImport: (id) => invoke('discard_import', { id }),

  exportProfile: (profile, format) => invoke('export_profile', { profile, format }),

  backups: () => invoke('backups'),
  backup: (id) => invoke('backup', { id }),
  backUpNow: (note) => invoke('back_up_now', { note }),
  verifyBackup: (id) => invoke('verify_backup', { id }),
  previewDeletion: (ids) => invoke('preview_deletion', { ids }),
  deleteBackups: (ids) => invoke('delete_backups', { ids }),
  pinBackup: (id, pinned) => invoke('pin_backup', { id, pinned }),
  saveBackupCopy: (id) => invoke('save_backup_copy', { id }),

  chooseBackupFile: () => invoke('choose_backup_file'),
  prepareRestore: (source) => invoke('prepare_restore', { source }),
  applyRestore: (planId, only) => invoke('apply_restore', { planId, only }),
  discardRestore: (planId) => invoke('discard_restore', { planId }),
  undo: (entry, force) => invoke('undo', { entry, force }),

  activity: (limit) => invoke('activity', { limit }),
  openLogFolder: () => invoke('open_log_folder'),

  settings: () => invoke('settings'),
  setTheme: (theme) => invoke('set_theme', { theme }),
  setOnClose: (onClose) => invoke('set_on_close', { onClose }),
  chooseBackupFolder: () => invoke('choose_backup_folder'),
  useDefaultBackupFolder: () => invoke('use_default_backup_folder'),
  openFolder: (path) => invoke('open_folder', { path }),

  closeWindow: () => invoke('close_window'),
  quit: () => invoke('quit'),

  onEvent: (hear) => listen<Event>('engine-event', ({ payload }) => hear(payload)),
};
