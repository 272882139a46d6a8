import { mount } from 'svelte'
import Mixer from './mixer.svelte'

mount(Mixer, { target: document.getElementById('root') })
